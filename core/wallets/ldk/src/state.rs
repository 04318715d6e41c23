//! What is kept: the node's own state, and beside it what LDK does not keep for us. One encrypted file.

use std::io::{Error as IoError, ErrorKind};
use std::pin::Pin;

use knock_core::store::{StoreError, ValueStore};
use ldk_node::lightning::io;
use ldk_node::lightning::util::persist::{KVStore, KVStoreSync};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// LDK's key-value store over our encrypted file. Writes happen in the order of the calls and are on the disk when the
/// call returns, the asynchronous ones too: SQLite is quicker than a change of threads.
pub(crate) struct NodeState(pub(crate) ValueStore);

impl KVStoreSync for NodeState {
    fn read(&self, primary: &str, secondary: &str, key: &str) -> Result<Vec<u8>, io::Error> {
        let found = self.0.get(&space(primary, secondary), key).map_err(failed)?;
        found.ok_or_else(|| IoError::from(ErrorKind::NotFound).into())
    }

    fn write(&self, primary: &str, secondary: &str, key: &str, value: Vec<u8>) -> Result<(), io::Error> {
        self.0.put(&space(primary, secondary), key, &value).map_err(failed)
    }

    fn remove(&self, primary: &str, secondary: &str, key: &str, _lazy: bool) -> Result<(), io::Error> {
        self.0.remove(&space(primary, secondary), key).map_err(failed)
    }

    fn list(&self, primary: &str, secondary: &str) -> Result<Vec<String>, io::Error> {
        self.0.names(&space(primary, secondary)).map_err(failed)
    }
}

type Ready<T> = Pin<Box<dyn Future<Output = Result<T, io::Error>> + Send + 'static>>;

impl KVStore for NodeState {
    fn read(&self, primary: &str, secondary: &str, key: &str) -> Ready<Vec<u8>> {
        ready(KVStoreSync::read(self, primary, secondary, key))
    }

    fn write(&self, primary: &str, secondary: &str, key: &str, value: Vec<u8>) -> Ready<()> {
        ready(KVStoreSync::write(self, primary, secondary, key, value))
    }

    fn remove(&self, primary: &str, secondary: &str, key: &str, lazy: bool) -> Ready<()> {
        ready(KVStoreSync::remove(self, primary, secondary, key, lazy))
    }

    fn list(&self, primary: &str, secondary: &str) -> Ready<Vec<String>> {
        ready(KVStoreSync::list(self, primary, secondary))
    }
}

fn ready<T: Send + 'static>(result: Result<T, io::Error>) -> Ready<T> {
    Box::pin(std::future::ready(result))
}

/// LDK's names have no slash; ours begin with one that no name of LDK's does.
fn space(primary: &str, secondary: &str) -> String {
    format!("{primary}/{secondary}")
}

fn failed(error: StoreError) -> io::Error {
    IoError::other(error.to_string()).into()
}

/// One kind of record of our own, by name, as JSON.
#[derive(Debug, Clone)]
pub(crate) struct Records {
    store: ValueStore,
    space: &'static str,
}

impl Records {
    pub(crate) const fn new(store: ValueStore, space: &'static str) -> Self {
        Self { store, space }
    }

    pub(crate) fn get<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, StoreError> {
        let Some(json) = self.store.get(self.space, name)? else { return Ok(None) };
        serde_json::from_slice(&json).map(Some).map_err(|error| damaged(&error))
    }

    pub(crate) fn put(&self, name: &str, record: &impl Serialize) -> Result<(), StoreError> {
        let json = serde_json::to_vec(record).map_err(|error| damaged(&error))?;
        self.store.put(self.space, name, &json)
    }

    pub(crate) fn all<T: DeserializeOwned>(&self) -> Result<Vec<(String, T)>, StoreError> {
        let names = self.store.names(self.space)?;
        let read = |name: String| Ok(self.get(&name)?.map(|record| (name, record)));
        names.into_iter().filter_map(|name| read(name).transpose()).collect()
    }
}

fn damaged(error: &serde_json::Error) -> StoreError {
    StoreError::Damaged(format!("a record of the wallet: {error}"))
}
