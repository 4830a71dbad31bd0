//! Effects: the project folder, the host, randomness.
