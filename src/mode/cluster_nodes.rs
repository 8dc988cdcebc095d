//! The nodes of a cluster, for modes that connect to each of them.

use redsh_engine::client::{Client, DiscardReplies};
use redsh_engine::cluster::{Member, NodeWord};

use crate::session::login_check::report_notices;

/// Returns all nodes of the cluster; `None` if the server is not in a cluster.
///
/// # Errors
/// The server cannot be reached, refuses the login, or does not report the nodes.
pub(super) fn all_nodes(client: &mut Client<()>) -> anyhow::Result<Option<Vec<Member>>> {
    let mut handler = DiscardReplies::default();
    let has_slots = client.has_slots(&mut handler)?;
    report_notices(handler.notices.iter().flat_map(|(_, notices)| notices))?;
    match has_slots {
        true => Ok(Some(client.members(&NodeWord::All, &mut handler)?)),
        false => Ok(None),
    }
}
