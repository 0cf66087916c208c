//! What tests Bookly from outside: see `tests/faults`, a rig that kills, starves and damages it.
