//! Alerts 告警: what somebody has to look at. One subject has one alert, however often it is reported; it is opened,
//! acknowledged, resolved and opened again, and every step is kept.

/// What an alert is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AlertKind {
    /// 新的未对照编码: a code that no release says anything of.
    NewUnmappedCode,
    /// 命中停用目标: a code whose target is retired.
    RetiredTargetHit,
    /// 名称漂移: a code was reported under another name than its dictionary has.
    NameDrift,
    /// 失败率: too many codes of a dictionary and business day were not converted.
    FailureRate,
    /// 采集端失联: no report for too long.
    CollectorSilent,
    /// 采集端落后: it runs an older release than it should.
    CollectorBehind,
    /// 采集端拒收: it refused what it was offered.
    CollectorRefused,
}

/// Where an alert stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AlertState {
    /// 待处理.
    Open,
    /// 已知悉: somebody looks at it.
    Acknowledged,
    /// 已解决.
    Resolved,
}

/// A step of an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AlertStep {
    /// The cause was seen for the first time.
    Open,
    /// Somebody looks at it.
    Acknowledge,
    /// It is done with, or its cause is gone.
    Resolve,
    /// The cause came back, or was not gone.
    Reopen,
}

/// The subject of an alert; of its fields those that its kind has.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subject {
    /// The dictionary.
    pub dictionary: Option<String>,
    /// The local code.
    pub code: Option<String>,
    /// The collector.
    pub collector: Option<String>,
    /// The business day.
    pub day: Option<String>,
}

impl AlertKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::NewUnmappedCode,
        Self::RetiredTargetHit,
        Self::NameDrift,
        Self::FailureRate,
        Self::CollectorSilent,
        Self::CollectorBehind,
        Self::CollectorRefused,
    ];

    /// The word in answers and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NewUnmappedCode => "new-unmapped-code",
            Self::RetiredTargetHit => "retired-target-hit",
            Self::NameDrift => "name-drift",
            Self::FailureRate => "failure-rate",
            Self::CollectorSilent => "collector-silent",
            Self::CollectorBehind => "collector-behind",
            Self::CollectorRefused => "collector-refused",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

impl AlertState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Open, Self::Acknowledged, Self::Resolved];

    /// The word in answers and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Acknowledged => "acknowledged",
            Self::Resolved => "resolved",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// The state after a step; none when the step is not allowed here.
    pub const fn after(self, step: AlertStep) -> Option<Self> {
        match (self, step) {
            (Self::Open, AlertStep::Acknowledge) => Some(Self::Acknowledged),
            (Self::Open | Self::Acknowledged, AlertStep::Resolve) => Some(Self::Resolved),
            (Self::Resolved, AlertStep::Reopen) => Some(Self::Open),
            (_, AlertStep::Open | AlertStep::Acknowledge | AlertStep::Resolve | AlertStep::Reopen) => None,
        }
    }
}

impl AlertStep {
    /// Every step.
    pub const ALL: [Self; 4] = [Self::Open, Self::Acknowledge, Self::Resolve, Self::Reopen];

    /// The word in answers, addresses and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Acknowledge => "acknowledge",
            Self::Resolve => "resolve",
            Self::Reopen => "reopen",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.as_str() == text)
    }
}

impl Subject {
    /// A code of a dictionary.
    pub fn code(dictionary: &str, code: &str) -> Self {
        Self {
            dictionary: Some(dictionary.to_owned()),
            code: Some(code.to_owned()),
            ..Self::default()
        }
    }

    /// A dictionary on a business day.
    pub fn day(dictionary: &str, day: &str) -> Self {
        Self {
            dictionary: Some(dictionary.to_owned()),
            day: Some(day.to_owned()),
            ..Self::default()
        }
    }

    /// A collector.
    pub fn collector(collector: &str) -> Self {
        Self {
            collector: Some(collector.to_owned()),
            ..Self::default()
        }
    }

    /// Its key among the subjects of one kind.
    pub fn key(&self) -> String {
        let parts = [&self.dictionary, &self.code, &self.collector, &self.day];
        let present: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
        present.join("\n")
    }
}
