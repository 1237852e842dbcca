//! Who gets which release and when: pins of collectors, roll-outs in steps, the freeze window.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::http::addresses::instant;
use crate::http::caller::Caller;
use crate::http::problem::Problems;
use crate::id::AccountId;
use crate::id::OrganizationId;
use crate::mapping::offer::Percent;
use crate::mapping::offer::Pin;
use crate::mapping::offer::Rollout;
use crate::service::distribution::offers::PinOrder;
use crate::service::distribution::offers::SetFreezeWindow;
use crate::time::FreezeWindow;
use crate::time::Instant;
use actix_web::delete;
use actix_web::get;
use actix_web::put;
use actix_web::web::Json;
use actix_web::web::Path;
use actix_web::web::Query;
use serde::Deserialize;
use serde::Serialize;
use utoipa::IntoParams;
use utoipa::ToSchema;

/// At which release a collector shall stay.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "release": 1, "until": "2026-11-28T00:00:00+08:00", "reason": "采集端升级前保持旧版" }))]
pub struct PinRequest {
    /// The release.
    pub release: i64,
    /// Until when, RFC 3339; without it, until the pin is taken away.
    pub until: Option<String>,
    /// Why.
    pub reason: String,
}

/// A statement on the pin of a collector 固定版本.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "collector": "box-1", "number": 1, "release": 1, "until": "2026-11-27T16:00:00.000000Z", "by": "wang",
    "at": "2026-11-21T01:00:00.000000Z", "reason": "采集端升级前保持旧版"
}))]
pub struct CollectorPinResponse {
    /// The account of the collector's token.
    pub collector: String,
    /// Counts the statements on the collector.
    pub number: i64,
    /// The release; null when the pin was taken away.
    pub release: Option<i64>,
    /// Until when it holds; null without an end.
    pub until: Option<String>,
    /// Who said it.
    pub by: String,
    /// When.
    pub at: String,
    /// Why.
    pub reason: String,
}

/// Why a pin is taken away.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct UnpinQuery {
    /// Why.
    #[param(example = "upgraded")]
    reason: String,
}

/// To how many a release shall be offered.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "percent": 100, "reason": "首批无异常" }))]
pub struct RolloutRequest {
    /// To how many of a hundred collectors: 100 is all, 0 nobody.
    pub percent: i64,
    /// Why.
    pub reason: String,
}

/// A statement on the roll-out of a release 分批发放.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "release": 2, "number": 1, "percent": 10, "by": "wang", "at": "2026-11-21T01:00:00.000000Z", "reason": "先发一成"
}))]
pub struct RolloutResponse {
    /// The release.
    pub release: i64,
    /// Counts the statements on the release.
    pub number: i64,
    /// To how many of a hundred collectors.
    pub percent: u8,
    /// Who said it.
    pub by: String,
    /// When.
    pub at: String,
    /// Why.
    pub reason: String,
}

/// What the freeze window shall be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "window": "17:30-04:00", "reason": "夜间转换较久" }))]
pub struct FreezeWindowRequest {
    /// `HH:MM-HH:MM` of Asia/Shanghai; null for none.
    pub window: Option<String>,
    /// Why.
    pub reason: String,
}

/// The freeze window 冻结时段 of an organization.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "window": "18:00-03:00", "history": [] }))]
pub struct FreezeWindowResponse {
    /// What holds now; null for none.
    pub window: Option<String>,
    /// Every window that was set, the newest first.
    pub history: Vec<SetFreezeWindowResponse>,
}

/// A freeze window that was set.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "number": 1, "window": "17:30-04:00", "by": "wang", "at": "2026-11-21T01:00:00.000000Z", "reason": "夜间转换较久" }))]
pub struct SetFreezeWindowResponse {
    /// Counts the windows of the organization.
    pub number: i64,
    /// The window; null for none.
    pub window: Option<String>,
    /// Who set it.
    pub by: String,
    /// When.
    pub at: String,
    /// Why.
    pub reason: String,
}

/// 固定采集程序的版本
///
/// Holds a collector at a release: its `latest` is that one, and its pointer says so, signed, beside the newest. The collector is
/// the account of its token. The same again changes nothing.
#[utoipa::path(tag = "snapshots", operation_id = "pin_collector", request_body = PinRequest, params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("collector" = String, Path, description = "The account of the collector's token", example = "box-1")), responses(
    (status = 200, description = "The pin", body = CollectorPinResponse), Problems))]
#[put("/organizations/{organization}/collectors/{collector}/pin")]
pub async fn pin_collector(
    caller: Caller,
    path: Path<(String, String)>,
    body: Json<PinRequest>,
) -> Result<Json<CollectorPinResponse>> {
    let (organization, collector) = of(path.into_inner())?;
    let body = body.into_inner();
    let until = body.until.as_deref().map(|text| instant(text, "until"));
    let order = PinOrder {
        release: Some(body.release),
        until: until.transpose()?,
        reason: body.reason,
    };
    let pin = caller
        .ask(move |service, session| service.pin_collector(session, &organization, &collector, &order))
        .await?;
    Ok(Json(pin.into()))
}

/// 取消固定
///
/// Takes the pin of a collector away: it is offered the newest release again.
#[utoipa::path(tag = "snapshots", operation_id = "unpin_collector", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("collector" = String, Path, description = "The account of the collector's token", example = "box-1"), UnpinQuery),
    responses((status = 200, description = "What was said last", body = CollectorPinResponse), Problems))]
#[delete("/organizations/{organization}/collectors/{collector}/pin")]
pub async fn unpin_collector(
    caller: Caller,
    path: Path<(String, String)>,
    query: Query<UnpinQuery>,
) -> Result<Json<CollectorPinResponse>> {
    let (organization, collector) = of(path.into_inner())?;
    let order = PinOrder {
        reason: query.into_inner().reason,
        ..PinOrder::default()
    };
    let pin = caller
        .ask(move |service, session| service.pin_collector(session, &organization, &collector, &order))
        .await?;
    Ok(Json(pin.into()))
}

/// 查看采集程序的固定记录
///
/// Lists what was said on the pin of a collector, the newest first.
#[utoipa::path(tag = "snapshots", operation_id = "get_collector_pin", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("collector" = String, Path, description = "The account of the collector's token", example = "box-1")), responses(
    (status = 200, description = "The statements", body = Vec<CollectorPinResponse>), Problems))]
#[get("/organizations/{organization}/collectors/{collector}/pin")]
pub async fn get_collector_pin(
    caller: Caller,
    path: Path<(String, String)>,
) -> Result<Json<Vec<CollectorPinResponse>>> {
    let (organization, collector) = of(path.into_inner())?;
    let pins = caller
        .ask(move |service, session| service.pin_history(session, &organization, &collector))
        .await?;
    Ok(Json(pins.into_iter().map(CollectorPinResponse::from).collect()))
}

/// 列出固定的采集程序
///
/// Lists the pins that hold now, by collector.
#[utoipa::path(tag = "snapshots", operation_id = "list_collector_pins",
    params(("organization" = String, Path, description = "Organization id", example = "H1")), responses(
    (status = 200, description = "The pins", body = Vec<CollectorPinResponse>), Problems))]
#[get("/organizations/{organization}/collectors/pins")]
pub async fn list_collector_pins(caller: Caller, path: Path<String>) -> Result<Json<Vec<CollectorPinResponse>>> {
    let id = OrganizationId::new(path.into_inner())?;
    let pins = caller.ask(move |service, session| service.pins(session, &id)).await?;
    Ok(Json(pins.into_iter().map(CollectorPinResponse::from).collect()))
}

/// 设置分批发放
///
/// Offers a release to a share of the collectors, always the same ones; raise it to 100, or stop with 0. The others, and those
/// that had it already, are held at the release before.
#[utoipa::path(tag = "releases", operation_id = "set_rollout", request_body = RolloutRequest, params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("number" = i64, Path, description = "Release number", example = 2)), responses(
    (status = 200, description = "What holds now", body = RolloutResponse), Problems))]
#[put("/organizations/{organization}/releases/{number}/rollout")]
pub async fn set_rollout(
    caller: Caller,
    path: Path<(String, i64)>,
    body: Json<RolloutRequest>,
) -> Result<Json<RolloutResponse>> {
    let (organization, number) = path.into_inner();
    let id = OrganizationId::new(organization)?;
    let percent = Percent::new(body.percent)?;
    let rollout = caller
        .ask(move |service, session| service.set_rollout(session, &id, number, percent, &body.reason))
        .await?;
    Ok(Json(rollout.into()))
}

/// 查看分批发放
///
/// Lists what was said on the roll-out of a release, the newest first; nothing while it goes to all.
#[utoipa::path(tag = "releases", operation_id = "get_rollout", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("number" = i64, Path, description = "Release number", example = 2)), responses(
    (status = 200, description = "The statements", body = Vec<RolloutResponse>), Problems))]
#[get("/organizations/{organization}/releases/{number}/rollout")]
pub async fn get_rollout(caller: Caller, path: Path<(String, i64)>) -> Result<Json<Vec<RolloutResponse>>> {
    let (organization, number) = path.into_inner();
    let id = OrganizationId::new(organization)?;
    let list = caller
        .ask(move |service, session| service.rollout_history(session, &id, number))
        .await?;
    Ok(Json(list.into_iter().map(RolloutResponse::from).collect()))
}

/// 设置冻结时段
///
/// Sets the hours in which nothing becomes effective, 18:00 to 03:00 without it. The same again changes nothing.
#[utoipa::path(tag = "releases", operation_id = "set_freeze_window", request_body = FreezeWindowRequest,
    params(("organization" = String, Path, description = "Organization id", example = "H1")), responses(
    (status = 200, description = "The window as it was set", body = SetFreezeWindowResponse), Problems))]
#[put("/organizations/{organization}/freeze-window")]
pub async fn set_freeze_window(
    caller: Caller,
    path: Path<String>,
    body: Json<FreezeWindowRequest>,
) -> Result<Json<SetFreezeWindowResponse>> {
    let id = OrganizationId::new(path.into_inner())?;
    let FreezeWindowRequest { window, reason } = body.into_inner();
    let window = window.as_deref().map(read_window).transpose()?;
    let set = caller
        .ask(move |service, session| service.set_freeze_window(session, &id, window, &reason))
        .await?;
    Ok(Json(set.into()))
}

/// 查看冻结时段
///
/// Shows the hours in which nothing becomes effective, and every window that was set.
#[utoipa::path(tag = "releases", operation_id = "get_freeze_window",
    params(("organization" = String, Path, description = "Organization id", example = "H1")), responses(
    (status = 200, description = "The window", body = FreezeWindowResponse), Problems))]
#[get("/organizations/{organization}/freeze-window")]
pub async fn get_freeze_window(caller: Caller, path: Path<String>) -> Result<Json<FreezeWindowResponse>> {
    let id = OrganizationId::new(path.into_inner())?;
    let (window, history) = caller
        .ask(move |service, session| service.freeze_window(session, &id))
        .await?;
    Ok(Json(FreezeWindowResponse {
        window: window.map(|window| window.to_string()),
        history: history.into_iter().map(SetFreezeWindowResponse::from).collect(),
    }))
}

fn of((organization, collector): (String, String)) -> Result<(OrganizationId, AccountId)> {
    Ok((OrganizationId::new(organization)?, AccountId::new(collector)?))
}

fn read_window(text: &str) -> Result<FreezeWindow> {
    FreezeWindow::parse(text).ok_or_else(|| {
        Error::new(Code::FieldInvalid)
            .with("field", "window")
            .with("value", text)
            .with("rule_zh", "写作 HH:MM-HH:MM（北京时间），不需要冻结时写 null")
            .with("rule_en", "written HH:MM-HH:MM (Asia/Shanghai), or null for none")
            .in_field("window")
    })
}

impl From<Pin> for CollectorPinResponse {
    fn from(pin: Pin) -> Self {
        Self {
            collector: pin.collector.to_string(),
            number: pin.number,
            release: pin.release,
            until: pin.until.map(Instant::to_rfc3339),
            by: pin.account.to_string(),
            at: pin.at.to_rfc3339(),
            reason: pin.reason,
        }
    }
}

impl From<Rollout> for RolloutResponse {
    fn from(rollout: Rollout) -> Self {
        Self {
            release: rollout.release,
            number: rollout.number,
            percent: rollout.percent.value(),
            by: rollout.account.to_string(),
            at: rollout.at.to_rfc3339(),
            reason: rollout.reason,
        }
    }
}

impl From<SetFreezeWindow> for SetFreezeWindowResponse {
    fn from(set: SetFreezeWindow) -> Self {
        Self {
            number: set.number,
            window: set.window.map(|window| window.to_string()),
            by: set.account.to_string(),
            at: set.at.to_rfc3339(),
            reason: set.reason,
        }
    }
}
