//! HTTPS with limits: size, time, redirects, and hosts that strangers may steer us to.
