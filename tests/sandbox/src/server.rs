//! An HTTP server that can be stopped.

use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// How long open connections may take to finish at shutdown.
const SHUTDOWN_GRACE: Duration = Duration::from_secs(1);

/// It serves until [`HttpServer::shutdown`] or until it is dropped.
pub(crate) struct HttpServer {
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

impl HttpServer {
    pub(crate) fn start(socket: TcpListener, routes: Router) -> Self {
        let (stop, stopped) = oneshot::channel::<()>();
        let task = tokio::spawn(async move {
            let until_stopped = async {
                let _ = stopped.await;
            };
            if let Err(error) = axum::serve(socket, routes).with_graceful_shutdown(until_stopped).await {
                log::error!("the HTTP server ended: {error}");
            }
        });
        Self { stop: Some(stop), task }
    }

    /// Stops and waits until the port is free; whoever still waits for an answer is cut off after a second.
    pub(crate) async fn shutdown(mut self) {
        drop(self.stop.take());
        // What has not ended by then ends with the drop.
        let _ = tokio::time::timeout(SHUTDOWN_GRACE, &mut self.task).await;
    }
}

impl Drop for HttpServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}
