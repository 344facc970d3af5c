; Colours. Later patterns win.

(comment) @comment
(documentation_line) @comment.documentation
(text) @string
[(number) (whole) (ratio) (duration) (time) (address)] @number
(truth) @boolean

[
  "a" "abi" "accept" "action" "adopt" "after" "all" "allowing" "always" "any" "approve" "approves"
  "as" "asset" "assume" "at" "atomic" "awaiting_approval" "because" "between" "block" "blocks"
  "buckets" "by" "call" "cancelled" "cancels" "changes" "climb" "closes" "completed" "contract"
  "cooldown" "cost" "counts" "crash" "cycle" "deadline" "deal" "decimals" "defaults" "defend" "desk"
  "done" "doubling" "else" "ensure" "ensures" "event" "every" "expect" "explore" "fail" "failed"
  "fails" "failure" "failures" "falls" "fill" "fills" "find" "fire" "flash" "for" "forever"
  "freezes" "from" "gas" "given" "held" "hold" "holding" "hops" "in" "increased" "into" "is"
  "issues" "ladder" "leave" "let" "limits" "market" "may" "model" "most" "moves" "never" "new" "on"
  "open" "operator" "out" "par" "param" "partial" "partly" "paused" "pauses" "pays" "per" "place"
  "pledge" "proof" "protocol" "query" "ran" "read" "reads" "recorded" "redeems" "refuses" "rejects" "reopen"
  "repayable" "require" "resumes" "retries" "retry" "rises" "route" "row" "rungs" "running"
  "scenario" "sending" "sent" "set" "setting" "settled" "settles" "shadow" "size" "skip" "skipped"
  "skips" "split" "state" "step" "stop" "strategy" "take" "takes" "thaws" "then" "throughout"
  "tightened" "timeout" "times" "to" "tolerance" "undecided" "unknown" "unsure" "untouchable"
  "untouched" "up" "use" "value" "waiting" "warn" "watch" "when" "within" "without" "world"
] @keyword
["and" "or" "not" "of"] @keyword.operator
[(compare_sign) (sum_sign) (product_sign) (minus) "=" "->" ".."] @operator
["{" "}" "(" ")" "[" "]"] @punctuation.bracket
["," ":" "."] @punctuation.delimiter

(name) @variable
(asset_name) @type
(plain_type) @type.builtin
(position_kind) @type.builtin

(use (name) @module)
(deal (name) @type.definition)
(strategy (name) @type.definition)
(protocol (name) @module)
(step (name) @function)
(ladder (name) @function)
(defend (name) @function)
(after_term (name) @function)
(param (name) @variable.parameter)
(share_item (name) @property)
(results (name) @variable)
(argument_name (name) @variable.parameter)
(member (name) @property)
(postfix (name) @function.call . (call))
(postfix (name) @module . (member (name) @function.call) . (call))
(action_decl (name) @function)
(query (name) @function)
(parameter (name) @variable.parameter)
(result_decl (name) @variable)
(fails (name) @constant)
(unsure (name) @constant)
(approve (name) @constant)
(status) @constant
