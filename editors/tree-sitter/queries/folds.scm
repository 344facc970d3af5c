; What can be folded: everything with a block.
[
  (asset) (deal) (strategy) (scenario) (protocol) (desk) (buckets) (assume) (limits) (split) (defaults) (step) (ladder)
  (defend) (atomic) (flash) (world) (action_decl) (query) (action_model)
] @fold
(documentation) @fold
