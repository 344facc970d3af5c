; Two spaces for each block and bracket.
[
  (asset) (deal) (strategy) (scenario) (protocol) (desk) (shares) (assume) (limits) (defaults) (body) (ladder) (world)
  (action_decl) (query) (action_model) (call) (parameters)
] @indent.begin
["}" ")" "]"] @indent.end @indent.branch
(comment) @indent.ignore
