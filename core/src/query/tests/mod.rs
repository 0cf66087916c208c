mod problems;
mod random;
mod readings;
