//! What the service holds, read when monitoring asks.

use crate::http::distribution::news::News;
use crate::http::server::telemetry::SpanCounts;
use crate::http::server::telemetry::Telemetry;
use crate::service::Service;
use crate::service::holdings::CacheHolding;
use crate::service::holdings::JobCounts;
use crate::service::holdings::PoolHolding;
use prometheus_client::collector::Collector;
use prometheus_client::encoding::DescriptorEncoder;
use prometheus_client::encoding::EncodeMetric as _;
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use std::fmt;

/// Pools, caches, jobs, publications and traces.
pub struct Holdings {
    service: Service,
    news: News,
    telemetry: Option<Telemetry>,
}

impl Holdings {
    /// Those of a service.
    pub fn new(service: Service, news: News, telemetry: Option<Telemetry>) -> Self {
        Self {
            service,
            news,
            telemetry,
        }
    }
}

impl fmt::Debug for Holdings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Holdings")
    }
}

impl Collector for Holdings {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let about = "Releases and retractions that this node knows of";
        gauge(&mut encoder, "zhiyu_publications", about, self.news.publications())?;
        if let Some(telemetry) = &self.telemetry {
            spans(&mut encoder, telemetry.counts())?;
        }
        let holdings = self.service.holdings();
        jobs(&mut encoder, &holdings.jobs)?;
        caches(&mut encoder, &holdings.caches)?;
        pools(&mut encoder, &holdings.pools)
    }
}

fn jobs(encoder: &mut DescriptorEncoder<'_>, jobs: &JobCounts) -> fmt::Result {
    gauge(encoder, "zhiyu_jobs_running", "Jobs of this node", whole(jobs.running))?;
    let ended = [
        ("done", jobs.done),
        ("failed", jobs.failed),
        ("interrupted", jobs.interrupted),
    ];
    counters(
        encoder,
        "zhiyu_jobs_ended",
        "Jobs of this node that ended",
        "outcome",
        ended,
    )
}

fn spans(encoder: &mut DescriptorEncoder<'_>, counts: SpanCounts) -> fmt::Result {
    let about = "Spans of traces, and what became of them";
    let each = [("sent", counts.sent), ("dropped", counts.dropped)];
    counters(encoder, "zhiyu_telemetry_spans", about, "outcome", each)
}

fn caches(encoder: &mut DescriptorEncoder<'_>, caches: &[CacheHolding]) -> fmt::Result {
    let each = |read: fn(&CacheHolding) -> u64| caches.iter().map(move |cache| (cache.name, read(cache)));
    let about = "Lookups that found what they needed";
    counters(encoder, "zhiyu_cache_hits", about, "cache", each(|cache| cache.hits))?;
    let about = "Lookups for which something was made or read";
    counters(
        encoder,
        "zhiyu_cache_misses",
        about,
        "cache",
        each(|cache| cache.misses),
    )?;
    gauges(
        encoder,
        "zhiyu_cache_entries",
        "Things kept ready",
        "cache",
        each(|cache| cache.entries),
    )?;
    let about = "What they weigh; a body counts four times, for its packed forms";
    gauges(encoder, "zhiyu_cache_bytes", about, "cache", each(|cache| cache.bytes))
}

fn pools(encoder: &mut DescriptorEncoder<'_>, pools: &[PoolHolding]) -> fmt::Result {
    let each = |read: fn(&PoolHolding) -> u32| pools.iter().map(move |pool| (pool.name, u64::from(read(pool))));
    let about = "Connections to the database";
    gauges(
        encoder,
        "zhiyu_database_connections",
        about,
        "pool",
        each(|pool| pool.open),
    )?;
    let about = "Of these, those that nobody uses";
    gauges(
        encoder,
        "zhiyu_database_connections_idle",
        about,
        "pool",
        each(|pool| pool.idle),
    )?;
    let about = "The most that there may be";
    gauges(
        encoder,
        "zhiyu_database_connections_limit",
        about,
        "pool",
        each(|pool| pool.limit),
    )
}

/// Encodes one gauge.
pub(super) fn gauge(encoder: &mut DescriptorEncoder<'_>, name: &str, about: &str, value: i64) -> fmt::Result {
    let encoder = encoder.encode_descriptor(name, about, None, MetricType::Gauge)?;
    ConstGauge::new(value).encode(encoder)
}

fn gauges(
    encoder: &mut DescriptorEncoder<'_>,
    name: &str,
    about: &str,
    label: &'static str,
    values: impl IntoIterator<Item = (&'static str, u64)>,
) -> fmt::Result {
    let mut family = encoder.encode_descriptor(name, about, None, MetricType::Gauge)?;
    for (of, value) in values {
        let labels = [(label, of)];
        ConstGauge::new(whole(value)).encode(family.encode_family(&labels)?)?;
    }
    Ok(())
}

fn counters(
    encoder: &mut DescriptorEncoder<'_>,
    name: &str,
    about: &str,
    label: &'static str,
    values: impl IntoIterator<Item = (&'static str, u64)>,
) -> fmt::Result {
    let mut family = encoder.encode_descriptor(name, about, None, MetricType::Counter)?;
    for (of, value) in values {
        let labels = [(label, of)];
        ConstCounter::new(value).encode(family.encode_family(&labels)?)?;
    }
    Ok(())
}

fn whole(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}
