//! What posts mean. Pure functions: no async, no clock, no SQL. Imports `chat` alone.
