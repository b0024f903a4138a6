"""The strategy language: a document becomes a policy, numbers by lever and month."""
