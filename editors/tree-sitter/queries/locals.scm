; Names of a deal are known in all of it, those of a module's action in that action.
[(deal) (strategy) (protocol) (action_decl) (query)] @local.scope

(param (name) @local.definition)
(share_item (name) @local.definition)
(step (name) @local.definition)
(ladder (name) @local.definition)
(defend (name) @local.definition)
(results (name) @local.definition)
(let (name) @local.definition)
(parameter (name) @local.definition)
(result_decl (name) @local.definition)
(find (name) @local.definition)

(name) @local.reference
