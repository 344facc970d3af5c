" Indentation of the deal language: two spaces for each open brace or bracket, and for a statement that
" goes on in the next line.
if exists('b:did_indent')
  finish
endif
let b:did_indent = 1

setlocal indentexpr=DealIndent(v:lnum)
setlocal indentkeys=0},0),0],o,O,!^F
setlocal autoindent
let b:undo_indent = 'setlocal indentexpr< indentkeys< autoindent<'

if exists('*DealIndent')
  finish
endif

" The line without its texts and its comment.
function! s:Code(lnum) abort
  let line = substitute(getline(a:lnum), '"\%(\\.\|[^"\\]\)*"\?', '""', 'g')
  return substitute(line, '//.*$', '', '')
endfunction

function! s:Opens(code) abort
  return len(substitute(a:code, '[^({[]', '', 'g')) - len(substitute(a:code, '[^)}\]]', '', 'g'))
endfunction

function! s:GoesOn(code) abort
  if a:code =~# '^\s*use\>'
    return 0
  endif
  return a:code =~# '\%(,\|[-+*/]\|[<>=!]=\|[<>]\|\<\%(and\|or\|of\)\)\s*$'
endfunction

function! s:Previous(lnum) abort
  let lnum = prevnonblank(a:lnum - 1)
  while lnum > 0 && s:Code(lnum) =~# '^\s*$'
    let lnum = prevnonblank(lnum - 1)
  endwhile
  return lnum
endfunction

function! DealIndent(lnum) abort
  let above = s:Previous(a:lnum)
  if above == 0
    return 0
  endif
  let code = s:Code(above)
  let indent = indent(above)
  " Leading closers of the line above were taken off its own indent already.
  let closers = matchstr(code, '^\s*\zs[)}\]]*')
  if s:Opens(code[len(matchstr(code, '^\s*[)}\]]*')):]) > 0
    let indent += shiftwidth()
  elseif s:Opens(code[len(matchstr(code, '^\s*[)}\]]*')):]) < 0
    let indent -= shiftwidth()
  endif
  let before = s:Previous(above)
  let went_on = before > 0 && s:GoesOn(s:Code(before)) && s:Opens(s:Code(before)) == 0
  let goes_on = s:GoesOn(code) && s:Opens(code) == 0
  if goes_on && !went_on
    let indent += shiftwidth()
  elseif went_on && !goes_on
    let indent -= shiftwidth()
  endif
  if getline(a:lnum) =~# '^\s*[)}\]]'
    let indent -= shiftwidth()
  endif
  return max([indent, 0])
endfunction
