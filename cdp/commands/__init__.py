"""The commands of `accord`, grouped by what a person wants to do."""
