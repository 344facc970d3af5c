" Settings for the deal language, and in Neovim the language server.
if exists('b:did_ftplugin')
  finish
endif
let b:did_ftplugin = 1

setlocal commentstring=//\ %s
setlocal comments=:///,://
setlocal expandtab shiftwidth=2 softtabstop=2 tabstop=2
setlocal formatoptions-=t formatoptions+=croql
setlocal suffixesadd=.deal
setlocal iskeyword=@,48-57,_
if executable('dealwright')
  setlocal makeprg=dealwright\ check\ --color\ never\ %:S
  setlocal errorformat=%E%trror\ %m,%W%tarning\ %m,%C\ %#-->\ %f:%l:%c,%-G%.%#
endif
let b:undo_ftplugin = 'setlocal commentstring< comments< expandtab< shiftwidth< softtabstop< tabstop<'
      \ . ' formatoptions< suffixesadd< iskeyword< makeprg< errorformat<'

" Set g:dealwright_lsp to 0 to start no language server, g:dealwright_path to where the program lies.
if has('nvim') && get(g:, 'dealwright_lsp', 1)
  lua require('dealwright').start()
endif
