//! The whole room on a real data folder: signing up, logging in, staying signed in, and attacks.

mod claims;
mod forged;
mod home;
mod log_in;
mod remembered;
mod rig;
mod sign_up;
mod token;
