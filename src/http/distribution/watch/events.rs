//! The body of an event stream: an event whenever something is published, a comment when nothing is.

use crate::http::caller::Caller;
use crate::http::distribution::news::News;
use crate::id::OrganizationId;
use crate::service::distribution::news::Newest;
use actix_web::body::BodySize;
use actix_web::body::MessageBody;
use actix_web::rt::time::Instant;
use actix_web::rt::time::Interval;
use actix_web::rt::time::interval;
use actix_web::web::Bytes;
use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::task::Context;
use std::task::Poll;
use std::task::ready;
use std::time::Duration;

/// How often the stream looks at the news.
const LOOK: Duration = Duration::from_millis(250);
/// After how many looks without news a comment keeps the connection alive: 15 seconds.
const LOOKS_UNTIL_COMMENT: u32 = 60;

type Question = Pin<Box<dyn Future<Output = bool>>>;

/// The events of one organization for one caller, whose right is asked again before each event and comment.
pub struct Events {
    caller: Caller,
    news: News,
    organization: OrganizationId,
    looks: Interval,
    idle: u32,
    told: Option<Newest>,
    question: Option<Question>,
    end: Option<Instant>,
}

impl Events {
    /// The stream that begins with the newest release and ends at `end`.
    pub fn new(caller: Caller, news: News, organization: OrganizationId, end: Option<Instant>) -> Self {
        Self {
            caller,
            news,
            organization,
            looks: interval(LOOK),
            idle: 0,
            told: None,
            question: None,
            end,
        }
    }

    fn ask(&self) -> Question {
        let (caller, organization) = (self.caller.clone(), self.organization.clone());
        Box::pin(async move {
            let asked = caller.ask(move |service, session| service.newest_release(session, &organization));
            asked.await.is_ok()
        })
    }

    fn text(&mut self) -> Bytes {
        self.idle = 0;
        let newest = self.news.of(&self.organization);
        if newest == self.told {
            return Bytes::from_static(b": nothing new\n\n");
        }
        self.told.clone_from(&newest);
        let Some(Newest { release, retracted, .. }) = newest else {
            return Bytes::from_static(b": nothing published\n\n");
        };
        Bytes::from(format!(
            "event: publication\nid: {release}.{retracted}\ndata: {{\"release\":{release},\"retracted\":{retracted}}}\n\n"
        ))
    }
}

impl MessageBody for Events {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Infallible>>> {
        let events = self.get_mut();
        loop {
            if let Some(question) = &mut events.question {
                let may = ready!(question.as_mut().poll(context));
                events.question = None;
                // A token that was revoked ends the stream.
                return Poll::Ready(may.then(|| Ok(events.text())));
            }
            ready!(events.looks.poll_tick(context));
            events.idle += 1;
            let is_new = events.news.of(&events.organization) != events.told;
            let is_over = events.news.is_over() || events.end.is_some_and(|end| Instant::now() >= end);
            if !is_new && is_over {
                return Poll::Ready(None);
            }
            if is_new || events.idle > LOOKS_UNTIL_COMMENT {
                events.question = Some(events.ask());
            }
        }
    }
}
