//! How posts look: values in, HTML out. Imports `chat` and `analysis`.
