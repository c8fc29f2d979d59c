"""The tutorial's networks in other trainers, timed beside Lockstep; scripts/compare-peers."""
