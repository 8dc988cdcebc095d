//! A handler for connecting to a server whose login must succeed: the commands behind it would run as the default user.

use redsh_engine::Error;
use redsh_engine::client::{CommandFate, Reply, ReplyHandler};
use redsh_engine::net::{Address, Notice};

use crate::process::stderr;

/// Records that a server refuses the login, and reports other notices.
#[derive(Debug, Default)]
pub(super) struct LoginCheck {
    pub(super) refused: Option<Notice>,
}

impl<T> ReplyHandler<T> for LoginCheck {
    fn reply(&mut self, _: &T, _: &mut Reply<'_>) -> Result<(), Error> {
        Ok(())
    }

    fn lost(&mut self, _: &T, _: CommandFate, _: Option<&Error>) {}

    fn connected(&mut self, _: &Address, notices: Vec<Notice>) {
        for notice in notices {
            match notice {
                Notice::NotAuthenticated(_) => self.refused = Some(notice),
                Notice::NoProtocol(_) | Notice::NotNamed(_) => stderr::tell(notice.to_string()),
            }
        }
    }
}
