//! What the operating system says of the process, under the names that Prometheus gives these figures; nothing where it has no
//! `/proc`.

use super::holdings::gauge;
use prometheus_client::collector::Collector;
use prometheus_client::encoding::DescriptorEncoder;
use prometheus_client::encoding::EncodeMetric as _;
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;
use std::fmt;
use std::fs;

/// Ticks of a second in `/proc/self/stat`: `USER_HZ` is 100 on every platform that we build for.
const TICKS: u64 = 100;
/// Where `utime` and `stime` stand behind the name of the program (proc(5)).
const TIMES: std::ops::Range<usize> = 11..13;

/// This process.
#[derive(Debug)]
pub struct Process;

impl Collector for Process {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let figure = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            line.and_then(|rest| {
                rest.trim_start_matches(':')
                    .split_whitespace()
                    .next()?
                    .parse::<i64>()
                    .ok()
            })
        };
        if let Some(kib) = figure("VmRSS") {
            let about = "Resident memory";
            gauge(
                &mut encoder,
                "process_resident_memory_bytes",
                about,
                kib.saturating_mul(1024),
            )?;
        }
        if let Some(threads) = figure("Threads") {
            gauge(&mut encoder, "process_threads", "Threads", threads)?;
        }
        if let Ok(open) = fs::read_dir("/proc/self/fd") {
            let open = i64::try_from(open.count()).unwrap_or(i64::MAX);
            gauge(&mut encoder, "process_open_fds", "Open file descriptors", open)?;
        }
        if let Some(seconds) = processor_seconds() {
            let name = "process_cpu_seconds";
            let counter = encoder.encode_descriptor(name, "Processor time", None, MetricType::Counter)?;
            ConstCounter::new(seconds).encode(counter)?;
        }
        Ok(())
    }
}

fn processor_seconds() -> Option<u64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    let (_, rest) = stat.rsplit_once(')')?;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    let ticks: Option<Vec<u64>> = fields.get(TIMES)?.iter().map(|field| field.parse().ok()).collect();
    Some(ticks?.iter().sum::<u64>() / TICKS)
}
