//! The snapshots of all primaries of a cluster at the same time, in a folder with a description of the cluster.
//!
//! Files are renamed only after all snapshots are complete. `nodes.json` is removed before the renames and written after
//! them, so that it never describes a mixture of two runs.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use anyhow::{Context, bail};
use parking_lot::Mutex;
use redsh_engine::client::{Client, DiscardReplies};
use redsh_engine::cluster::Member;
use redsh_engine::net::{Address, Endpoint, Interrupter};

use super::nodes_json::{DescribedNode, nodes_json, problems};
use super::output::{DumpOutput, is_stdout};
use super::transfer::Transfer;
use super::transfer_display::TransferDisplay;
use super::{not_opened, not_opened_by_system};
use crate::cli::DumpRun;
use crate::mode::cluster_nodes::all_nodes;
use crate::process::exit::Exit;
use crate::process::private::{private_folder, replace_file};
use crate::process::{interrupt, stderr};

/// The nodes of a cluster.
struct ClusterNodes {
    /// The address and the description of each primary.
    primaries: Vec<(Address, DescribedNode)>,
    replicas: Vec<DescribedNode>,
}

/// A snapshot that is complete, but has no name yet.
struct PrimarySnapshot {
    address: Address,
    file_name: String,
    output: DumpOutput,
    bytes: u64,
}

/// Writes the snapshots of all primaries to a folder. `endpoint` has the settings of the connections. A server that is not in a
/// cluster has one snapshot, in a file.
pub(crate) fn run(
    run: &DumpRun,
    mut client: Client<()>,
    endpoint: Endpoint,
) -> anyhow::Result<Exit> {
    let Some(members) = all_nodes(&mut client)? else {
        return super::run(run, endpoint);
    };
    let nodes = ClusterNodes::ask(&mut client, members)?;
    make_folder(&run.file)?;
    let interrupter = endpoint.dial.interrupter.clone();
    let interrupted = interrupt::at_first_signal(move || interrupter.close_all())?;
    let snapshots = transfer_all(run, &nodes.primaries, &endpoint, &interrupted)?;
    publish(&run.file, snapshots, &nodes)?;
    Ok(Exit::Success)
}

impl ClusterNodes {
    /// # Errors
    /// A primary cannot be reached, or does not describe itself. Replicas that do not are left out.
    fn ask(client: &mut Client<()>, members: Vec<Member>) -> anyhow::Result<Self> {
        let mut handler = DiscardReplies::default();
        let words = ["CLUSTER", "NODES"].map(|word| word.as_bytes().to_vec());
        let replies = client.call_on(&members, &words, &mut handler)?;
        let mut nodes = ClusterNodes {
            primaries: Vec::new(),
            replicas: Vec::new(),
        };
        for (
            Member {
                address,
                is_replica,
            },
            node,
        ) in members.into_iter().zip(replies)
        {
            match node
                .reply
                .map(|reply| DescribedNode::read(&address, &reply))
            {
                Ok(Some(node)) if is_replica => nodes.replicas.push(node),
                Ok(Some(node)) => nodes.primaries.push((address, node)),
                Ok(None) | Err(_) if is_replica => {}
                Ok(None) => bail!("{address} does not describe itself in CLUSTER NODES"),
                Err(error) => return Err(error.into()),
            }
        }
        Ok(nodes)
    }
}

fn make_folder(path: &Path) -> anyhow::Result<()> {
    if is_stdout(path) {
        bail!(
            "-c writes several files: give a folder in place of '{}'",
            path.display()
        );
    }
    match private_folder().create(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => match path.is_dir() {
            true => Ok(()),
            false => Err(not_opened(
                path,
                "-c writes several files, and this is no folder",
            )),
        },
        created => created.map_err(|error| not_opened_by_system(path, &error)),
    }
}

/// Transfers all snapshots. The first one that fails ends the others.
fn transfer_all(
    run: &DumpRun,
    primaries: &[(Address, DescribedNode)],
    endpoint: &Endpoint,
    interrupted: &AtomicBool,
) -> anyhow::Result<Vec<PrimarySnapshot>> {
    let display = TransferDisplay::without_steps();
    let failure = FirstFailure::new(endpoint.dial.interrupter.clone());
    let transfer = |(address, node): &(Address, DescribedNode)| {
        let endpoint = endpoint.at(address.clone(), endpoint.login.clone());
        let snapshot = transfer_one(run, node.file_name(), &endpoint, &display);
        snapshot.map_err(|error| failure.set(error.context(address.to_string())))
    };
    let snapshots: Vec<_> = thread::scope(|scope| {
        let started = primaries
            .iter()
            .map(|primary| scope.spawn(|| transfer(primary)));
        let started: Vec<_> = started.collect();
        let joined = started
            .into_iter()
            .map(|thread| thread.join().expect("no panic"));
        joined.collect()
    });
    if interrupted.load(Ordering::Relaxed) {
        return Err(display.interrupted());
    }
    match failure.first.into_inner() {
        Some(error) => Err(error),
        None => Ok(snapshots.into_iter().flatten().collect()),
    }
}

fn transfer_one(
    run: &DumpRun,
    file_name: String,
    endpoint: &Endpoint,
    display: &TransferDisplay,
) -> anyhow::Result<PrimarySnapshot> {
    let mut output = DumpOutput::open(&run.file.join(&file_name))?;
    let transfer = Transfer {
        endpoint,
        run,
        display,
    };
    let transferred = transfer.run(&mut output)?;
    Ok(PrimarySnapshot {
        address: endpoint.address.clone(),
        file_name,
        output,
        bytes: transferred.bytes,
    })
}

/// The error that ended the run.
struct FirstFailure {
    interrupter: Interrupter,
    first: Mutex<Option<anyhow::Error>>,
}

impl FirstFailure {
    fn new(interrupter: Interrupter) -> Self {
        FirstFailure {
            interrupter,
            first: Mutex::default(),
        }
    }

    /// Keeps the error if it is the first, and ends all transfers.
    fn set(&self, error: anyhow::Error) {
        self.first.lock().get_or_insert(error);
        self.interrupter.close_all();
    }
}

/// Removes the `nodes.json` of an earlier run, renames the files, and writes a new `nodes.json`.
fn publish(
    folder: &Path,
    snapshots: Vec<PrimarySnapshot>,
    nodes: &ClusterNodes,
) -> anyhow::Result<()> {
    let description = folder.join("nodes.json");
    let _ = fs::remove_file(&description);
    let mut lines = Vec::new();
    for snapshot in snapshots {
        let PrimarySnapshot {
            address,
            bytes,
            file_name,
            output,
        } = snapshot;
        output.publish()?;
        lines.push(format!("{address}: {bytes} bytes in '{file_name}'"));
    }
    let primaries = nodes.primaries.iter().map(|(_, node)| node);
    let described: Vec<&DescribedNode> = primaries.chain(&nodes.replicas).collect();
    let json = nodes_json(&described);
    replace_file(&description, json.as_bytes())
        .with_context(|| format!("could not write {}", description.display()))?;
    lines.iter().for_each(stderr::tell);
    if problems(&described) > 0 {
        stderr::tell("the cluster has problems: slots move, or have no owner; see nodes.json");
    }
    Ok(())
}
