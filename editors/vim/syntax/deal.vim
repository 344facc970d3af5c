" Colours of the deal language. The words are those of grammar/deal.ebnf; tests/editors holds the two
" together. Needs nothing: with a language server running, its colours by meaning come on top.
if exists('b:current_syntax')
  finish
endif

syntax case match

syntax match dealAsset /\<[A-Z][A-Za-z0-9_]*\>/
syntax match dealName /\<[a-z][a-z0-9_]*\>/ contained
syntax match dealSign /->\|<=\|>=\|==\|!=\|\.\.\|[-+*\/<>=]/
syntax match dealDelimiter /[()\[\],:]/

syntax match dealWord /\v<%(a|abi|accept|action|address|adopt|after|all|allowing|always|any|approve)>/
syntax match dealWord /\v<%(approves|as|asset|assume|at|atomic|awaiting_approval|because|between)>/
syntax match dealWord /\v<%(block|blocks|buckets|by|call|cancelled|cancels|changes|climb|closes)>/
syntax match dealWord /\v<%(completed|contract|cooldown|cost|counts|crash|cycle|deadline|deal)>/
syntax match dealWord /\v<%(decimals|defaults|defend|desk|done|doubling|duration|else|ensure|ensures)>/
syntax match dealWord /\v<%(event|every|expect|explore|fail|failed|fails|failure|failures|falls|fill)>/
syntax match dealWord /\v<%(fills|find|fire|flash|for|forever|freezes|from|gas|given|held|hold)>/
syntax match dealWord /\v<%(holding|hops|in|increased|into|is|issues|ladder|leave|let|limits|market)>/
syntax match dealWord /\v<%(may|model|most|moves|never|new|on|open|operator|out|par|param|partial)>/
syntax match dealWord /\v<%(partly|paused|pauses|pays|per|place|pledge|proof|protocol|query|ran)>/
syntax match dealWord /\v<%(ratio|read|reads|recorded|redeems|refuses|rejects|reopen|repayable|require)>/
syntax match dealWord /\v<%(resumes|retries|retry|rises|route|row|rungs|running|scenario|sending)>/
syntax match dealWord /\v<%(sent|set|setting|settled|settles|shadow|size|skip|skipped|skips|split)>/
syntax match dealWord /\v<%(state|step|stop|strategy|take|takes|text|thaws|then|throughout|tightened)>/
syntax match dealWord /\v<%(time|timeout|times|to|tolerance|truth|undecided|unknown|unsure)>/
syntax match dealWord /\v<%(untouchable|untouched|up|use|value|waiting|warn|watch|when|whole|within)>/
syntax match dealWord /\v<%(without|world)>/
syntax match dealOperatorWord /\v<%(and|not|of|or)>/
syntax match dealTypeWord /\v<%(Collateral|Debt)>/
syntax match dealBoolean /\v<%(false|true)>/
syntax match dealQuantity /\v<%(nav|profit|loss|ltv|health|rung)>/

" Names: what is called, what is a member, what is declared. These come after the words and win.
syntax match dealFunction /\<[a-z][a-z0-9_]*\ze(/ contains=dealCallWord
syntax match dealMember /\.\s*\zs[A-Za-z][A-Za-z0-9_]*/
syntax match dealAction /\.\s*\zs[A-Za-z][A-Za-z0-9_]*\ze\s*(/
syntax match dealModule /\<[a-z][a-z0-9_]*\ze\s*\.\_s*\a/
syntax match dealArgument /\<[a-z][a-z0-9_]*\ze\s*:/
syntax match dealCallWord contained /\v<%(accept|after|allowing|and|asset|at|between|by|call|climb)>/
syntax match dealCallWord contained /\v<%(ensure|ensures|expect|for|from|in|is|issues|let|model|most)>/
syntax match dealCallWord contained /\v<%(not|of|or|read|repayable|require|rungs|sending|settles)>/
syntax match dealCallWord contained /\v<%(split|takes|then|times|to|tolerance|watch|when|within)>/
syntax match dealBound /\%(->\s*\)\@<=[a-z][a-z0-9_]*/

syntax match dealNumber /\<[0-9][0-9_]*\%(\.[0-9][0-9_]*\)\?\%(e[0-9]\+\)\?\>/
syntax match dealNumber /\<[0-9][0-9_]*\%(\.[0-9][0-9_]*\)\?\%(ms\|s\|m\|h\|d\)\>/
syntax match dealNumber /\<[0-9][0-9_]*\%(\.[0-9][0-9_]*\)\?\%(%\|\s*bps\>\)/
syntax match dealNumber /\<[0-9]\{4}-[0-9]\{2}-[0-9]\{2}T[0-9:.]*Z/
syntax match dealNumber /\<0x[0-9A-Fa-f]\+\>/

syntax region dealText start=/"/ skip=/\\["\\]/ end=/"/ oneline
syntax match dealComment /\/\/.*$/ contains=@Spell
syntax match dealDocumentation /\/\/\/\/\@!.*$/ contains=@Spell

syntax region dealBlock matchgroup=dealDelimiter start=/{/ end=/}/ transparent fold

highlight default link dealAsset Type
highlight default link dealSign Operator
highlight default link dealDelimiter Delimiter
highlight default link dealWord Keyword
highlight default link dealCallWord Keyword
highlight default link dealOperatorWord Keyword
highlight default link dealTypeWord Type
highlight default link dealBoolean Boolean
highlight default link dealQuantity Constant
highlight default link dealFunction Function
highlight default link dealAction Function
highlight default link dealMember Identifier
highlight default link dealModule Include
highlight default link dealArgument Label
highlight default link dealBound Identifier
highlight default link dealNumber Number
highlight default link dealText String
highlight default link dealComment Comment
highlight default link dealDocumentation SpecialComment

let b:current_syntax = 'deal'
