" Files of the deal language.
autocmd BufRead,BufNewFile *.deal setfiletype deal
