//! `zhiyu demo`: the whole story with shipped lists and a shipped sample hospital, on a scratch database.

mod cast;
mod chapters;
mod keys;

use super::arguments::DemoCommand;
use super::console::Console;
use super::scratch::Scratch;
use super::surroundings;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::http;
use crate::http::server::door::Door;
use crate::service::Service;
use crate::service::Surroundings;
use crate::storage::Target;
use cast::Cast;
use chapters::Chapters;
use keys::DemoKeys;
use std::sync::mpsc;

/// Runs the command.
pub fn run(command: &DemoCommand, console: &mut Console) -> Result<()> {
    let scratch = Scratch::create("demo")?;
    console.say(
        "值域演示：一家示例医院的诊断和检验字典，从上传到采集程序取用。",
        "Zhiyu demo: the diagnosis and laboratory dictionaries of a sample hospital, from upload to a collector's pull.",
    );
    let target = Target::Sqlite(scratch.path().join("zhiyu.sqlite"));
    let keys = DemoKeys::draw()?;
    let surroundings = Surroundings {
        signing: Some(keys.signing()?),
        ..surroundings::of_this_machine()
    };
    let service = Service::open(scratch.path(), target, surroundings)?;
    let cast = Cast::introduce(&service)?;
    let (server, address) = start_server(&service, command)?;
    let chapters = Chapters {
        service: &service,
        cast: &cast,
        address,
        keys: &keys,
        folder: scratch.path(),
    };
    chapters.tell(console)?;
    if command.exit {
        console.say("演示结束。", "The demo ends here.");
    } else {
        console.say(
            &format!(
                "服务仍在运行：http://{address}/docs ，审计员令牌：{}，按 Ctrl-C 停止",
                cast.auditor_token
            ),
            &format!(
                "still serving: http://{address}/docs , the auditor's token: {}, Ctrl-C stops",
                cast.auditor_token
            ),
        );
        wait(server)?;
    }
    scratch.remove()
}

type ServerThread = std::thread::JoinHandle<Result<()>>;

fn start_server(service: &Service, command: &DemoCommand) -> Result<(ServerThread, std::net::SocketAddr)> {
    let door = Door::open(&command.listen, None, false)?;
    let (sender, receiver) = mpsc::channel();
    let service = service.clone();
    let thread = std::thread::spawn(move || {
        http::run(&service, door, 2, |listening| {
            let _ = sender.send(listening.service);
        })
    });
    match receiver.recv() {
        Ok(address) => Ok((thread, address)),
        Err(_) => Err(wait(thread).err().unwrap_or_else(|| Error::new(Code::Internal))),
    }
}

fn wait(thread: ServerThread) -> Result<()> {
    match thread.join() {
        Ok(outcome) => outcome,
        Err(panic) => std::panic::resume_unwind(panic),
    }
}
