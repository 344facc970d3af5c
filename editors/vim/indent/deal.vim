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

" The line of the last bracket above that is still open at the line, and the bracket; [0, ''] for none.
function! s:Enclosing(lnum) abort
  let closed = 0
  let lnum = a:lnum - 1
  while lnum > 0
    let code = s:Code(lnum)
    let at = len(code) - 1
    while at >= 0
      if code[at] =~# '[)}\]]'
        let closed += 1
      elseif code[at] =~# '[({[]'
        if closed == 0
          return [lnum, code[at]]
        endif
        let closed -= 1
      endif
      let at -= 1
    endwhile
    let lnum -= 1
  endwhile
  return [0, '']
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
  let [from, bracket] = s:Enclosing(a:lnum)
  let indent = from == 0 ? 0 : indent(from) + shiftwidth()
  let above = s:Previous(a:lnum)
  " Between round or square brackets a comma ends one of the things listed there; elsewhere the statement goes on.
  let goes_on = above > from && s:GoesOn(s:Code(above))
  if goes_on && !(bracket =~# '[(\[]' && s:Code(above) =~# ',\s*$')
    let indent += shiftwidth()
  endif
  if getline(a:lnum) =~# '^\s*[)}\]]'
    let indent -= shiftwidth()
  endif
  return max([indent, 0])
endfunction
