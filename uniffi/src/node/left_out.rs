//! A build without a node.

use std::path::Path;
use std::sync::Arc;

use knock_core::wallet::Wallet;

use super::{CreatedNode, NodeInfo, NodeSettings};
use crate::KnockError;
use crate::vault::ShellVault;

/// The node of a home: there is none.
#[derive(Clone)]
pub(crate) enum HomeNode {}

pub(crate) async fn create(
    _folder: &Path,
    _vault: ShellVault,
    _settings: NodeSettings,
    _words: Option<String>,
) -> Result<CreatedNode, KnockError> {
    Err(HomeNode::missing())
}

pub(crate) fn settings(_vault: &ShellVault) -> Result<Option<NodeSettings>, KnockError> {
    Ok(None)
}

impl HomeNode {
    pub(crate) fn of_home(_folder: &Path, _vault: &ShellVault) -> Result<Option<Self>, KnockError> {
        Ok(None)
    }

    /// Why there is none.
    pub(crate) fn missing() -> KnockError {
        let kind = "wallet_not_built_in";
        KnockError::Rejected {
            kind: kind.to_owned(),
            text: "this app was built without a Lightning wallet".to_owned(),
            code: kind.to_owned(),
        }
    }

    pub(crate) fn wallet(&self) -> Arc<dyn Wallet> {
        match *self {}
    }

    pub(crate) async fn start(&self) -> Result<(), KnockError> {
        match *self {}
    }

    pub(crate) async fn stop(&self) -> Result<(), KnockError> {
        match *self {}
    }

    pub(crate) async fn info(&self) -> Result<NodeInfo, KnockError> {
        match *self {}
    }

    pub(crate) async fn sync(&self) -> Result<(), KnockError> {
        match *self {}
    }

    pub(crate) async fn offer(&self) -> Result<String, KnockError> {
        match *self {}
    }

    pub(crate) async fn address(&self) -> Result<String, KnockError> {
        match *self {}
    }

    pub(crate) async fn withdraw(
        &self,
        _address: &str,
        _amount_sat: Option<u64>,
    ) -> Result<String, KnockError> {
        match *self {}
    }

    pub(crate) async fn open_channel(
        &self,
        _node: &str,
        _size_sat: u64,
        _announce: bool,
    ) -> Result<(), KnockError> {
        match *self {}
    }

    pub(crate) async fn close_channel(&self, _id: &str, _force: bool) -> Result<(), KnockError> {
        match *self {}
    }
}
