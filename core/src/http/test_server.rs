//! A real HTTP server on loopback for the tests of this crate.

use std::net::SocketAddr;

use axum::Router;
use tokio::net::TcpListener;

/// Serves on a free port until the test's runtime ends.
pub(crate) async fn serve(router: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    serve_on(listener, router)
}

/// The same on a socket bound before, for answers that must name their own port.
pub(crate) fn serve_on(listener: TcpListener, router: Router) -> SocketAddr {
    let addr = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    addr
}
