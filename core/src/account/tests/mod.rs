//! The whole room on a real data folder: signing up, logging in, staying signed in, and attacks.

mod bad_tokens;
mod claims;
mod forged;
mod home;
mod leave;
mod log_in;
mod rebuild;
mod remembered;
mod renew;
mod rig;
mod sign_up;
mod slots;
mod throttle;
mod token;
