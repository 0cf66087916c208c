mod problems;
pub(crate) mod random;
mod readings;
