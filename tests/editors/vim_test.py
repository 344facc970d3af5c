"""Vim and Neovim as their users start them, without a screen: filetype, colours, indentation, language server."""

import os
import pathlib
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PLUGIN = ROOT / "editors/vim"
PROGRAM = os.environ.get("DEALWRIGHT_APP", str(ROOT / "build/release/bin/dealwright"))
FLAGSHIP = ROOT / "workflows/freeze_resistant_loop/deal.deal"
DEALS = (sorted((ROOT / "workflows").rglob("*.deal")) + sorted((ROOT / "stdlib").glob("*.deal"))
         + sorted((ROOT / "tests/language/accepted").glob("*.deal")))


def run(editor, script, file, wait=120):
    """The lines that a Vim script has put into g:out, with the file open."""
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "out"
        test = pathlib.Path(folder) / "test.vim"
        test.write_text(f"let g:out = []\ntry\n{script}\ncatch\n  call add(g:out, 'ERROR ' . v:exception . v:throwpoint)\n"
                        f"endtry\ncall writefile(g:out, '{out}')\nqall!\n")
        start = ["set nocompatible", f"set runtimepath^={PLUGIN}", "set noswapfile", "filetype plugin indent on", "syntax on"]
        if editor == "vim":
            command = ["vim", "-Nu", "NONE", "-i", "NONE", "-es", "-T", "dumb"]
            for line in [*start, f"edit {file}", f"source {test}"]:
                command += ["-c", line]
        else:
            command = ["nvim", "-u", "NONE", "-i", "NONE", "--headless"]
            for line in start:
                command += ["--cmd", line]
            command += [str(file), "-c", f"source {test}"]
        home = pathlib.Path(folder) / "home"
        home.mkdir()
        path = str(pathlib.Path(PROGRAM).resolve().parent) + os.pathsep + os.environ["PATH"]
        environment = dict(os.environ, HOME=str(home), XDG_CACHE_HOME=str(home / ".cache"), PATH=path)
        result = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, timeout=wait, check=False,
                                stdin=subprocess.DEVNULL)
        if not out.exists():
            raise AssertionError(f"{editor} wrote nothing: {result.stdout} {result.stderr}")
        return out.read_text().splitlines()


# A mark in the flagship, how far behind its beginning, and the group that colours it there.
COLOURS = (
    ("use weth", 0, "dealWord"), ("/// Borrow", 0, "dealDocumentation"), ("// the proof", 0, "dealComment"),
    ("1_000 ETH", 0, "dealNumber"), ("50%  untouchable", 2, "dealNumber"), ("untouchable", 0, "dealWord"),
    ("ETH  falls", 0, "dealAsset"), ("<= 15%", 0, "dealSign"), ("24h, else", 0, "dealNumber"),
    ("borrow(USDT", 0, "dealAction"), ("aave.borrow(", 0, "dealModule"), ("ltv: 25%", 0, "dealArgument"),
    ("-> lot", 3, "dealBound"), ('"the whole loop"', 3, "dealText"), ("value(capital)", 0, "dealFunction"),
    ("nav  when", 0, "dealQuantity"), ("loan.owed from", 5, "dealMember"), ("USDTz, core", 0, "dealAsset"),
)


class Editing:
    """What both editors have to do."""

    editor = ""

    def lines(self, script, file=FLAGSHIP):
        found = run(self.editor, script, file)
        self.assertFalse([line for line in found if line.startswith("ERROR")], found)
        return found

    def test_a_deal_is_recognised(self):
        script = "call add(g:out, &filetype)\ncall add(g:out, &commentstring)\ncall add(g:out, &shiftwidth)"
        self.assertEqual(self.lines(script), ["deal", "// %s", "2"])

    def test_every_construct_has_its_colour(self):
        script = ""
        for mark, n, _ in COLOURS:
            script += (f"call cursor(1, 1)\nlet at = searchpos('\\V{mark}', 'c')\n"
                       f"call add(g:out, synIDattr(synID(at[0], at[1] + {n}, 1), 'name'))\n")
        self.assertEqual(list(zip(COLOURS, self.lines(script))), [(colour, colour[2]) for colour in COLOURS])

    def test_indenting_a_formatted_deal_changes_nothing(self):
        script = ("let b:before = getline(1, '$')\nsilent normal! gg=G\n"
                  "for i in range(len(b:before))\n  if getline(i + 1) !=# b:before[i]\n"
                  "    call add(g:out, (i + 1) . ': ' . b:before[i] . ' -> ' . getline(i + 1))\n  endif\nendfor")
        for deal in DEALS:
            with self.subTest(deal=deal.name):
                self.assertEqual(self.lines(script, deal), [])

    def test_blocks_fold(self):
        script = "setlocal foldmethod=syntax\ncall cursor(1, 1)\ncall add(g:out, foldlevel(search('weth.wrap')))"
        self.assertEqual(self.lines(script), ["2"])


class InVim(Editing, unittest.TestCase):
    editor = "vim"

    def test_make_shows_findings_where_they_are(self):
        with tempfile.TemporaryDirectory() as folder:
            deal = pathlib.Path(folder) / "deal.deal"
            deal.write_text(FLAGSHIP.read_text().replace("from working)", "from workin)"))
            script = ("silent! make!\nfor item in getqflist()\n  if item.valid\n"
                      "    call add(g:out, item.lnum . ' ' . item.col)\n  endif\nendfor")
            self.assertEqual(self.lines(script, deal)[:1], ["39 28"])


# Until the server has answered; then a few words that make the tests short.
ATTACHED = """lua << END
vim.wait(60000, function() return next(vim.lsp.buf_get_clients(0)) ~= nil end, 20)
function ask(method, params)
  for _, answer in pairs(vim.lsp.buf_request_sync(0, method, params, 60000) or {}) do
    return answer.result
  end
end
function out(text) vim.fn.execute('call add(g:out, ' .. vim.fn.string(tostring(text)) .. ')') end
END
"""


class InNeovim(Editing, unittest.TestCase):
    editor = "nvim"

    def test_the_server_answers_hover_and_definition(self):
        script = ATTACHED + """lua << END
vim.fn.cursor(1, 1)
vim.fn.search('of 70% of lot')
vim.fn.search('lot')
local params = vim.lsp.util.make_position_params()
out(ask('textDocument/hover', params).contents.value:match('holding lot: %w+'))
out(ask('textDocument/definition', params).range.start.line)
END"""
        self.assertEqual(self.lines(script), ["holding lot: USDTz", "45"])

    def test_findings_come_as_diagnostics_and_fixes_are_applied(self):
        with tempfile.TemporaryDirectory() as folder:
            deal = pathlib.Path(folder) / "deal.deal"
            deal.write_text(FLAGSHIP.read_text().replace("from working)", "from workin)"))
            script = ATTACHED + """lua << END
vim.wait(60000, function() return #vim.diagnostic.get(0) > 0 end, 20)
local found = vim.diagnostic.get(0)[1]
out(found.code .. ' ' .. (found.lnum + 1))
local params = vim.lsp.util.make_range_params()
local place = { line = found.lnum, character = found.col }
params.range = { start = place, ['end'] = place }
params.context = { diagnostics = {} }
local action = ask('textDocument/codeAction', params)[1]
out(action.title)
vim.lsp.util.apply_workspace_edit(action.edit, 'utf-16')
vim.wait(60000, function() return #vim.diagnostic.get(0) == 0 end, 20)
out(#vim.diagnostic.get(0))
END"""
            self.assertEqual(self.lines(script, deal), ["D200 39", "write `working`", "0"])

    def test_completion_formatting_and_commands_work(self):
        script = ATTACHED + """lua << END
vim.fn.cursor(1, 1)
vim.fn.search('aave.borrow(')
vim.fn.search('borrow(')
local items = ask('textDocument/completion', vim.lsp.util.make_position_params()).items
out(items[1].label .. ' ' .. items[2].label)
local before = vim.api.nvim_buf_get_lines(0, 0, -1, true)
vim.api.nvim_buf_set_lines(0, 0, 1, true, { 'use   weth' })
vim.lsp.buf.formatting_sync({}, 60000)
out(vim.deep_equal(before, vim.api.nvim_buf_get_lines(0, 0, -1, true)))
local uri = vim.uri_from_bufnr(0)
local run = { command = 'dealwright.runScenario', arguments = { uri, 'freeze_resistant_loop', 'the whole loop' } }
out(ask('workspace/executeCommand', run).title)
local windows = #vim.api.nvim_list_wins()
require('dealwright').run('showPlan')
vim.wait(60000, function() return #vim.api.nvim_list_wins() > windows end, 20)
out(vim.api.nvim_buf_get_lines(0, 0, 1, true)[1])
END"""
        self.assertEqual(self.lines(script),
                         ["borrow flash", "true", "the whole loop: 4 expectations held", "deal freeze_resistant_loop"])

    def test_the_server_knows_lenses_and_symbols(self):
        script = ATTACHED + """lua << END
local document = { textDocument = vim.lsp.util.make_text_document_params() }
out(#ask('textDocument/codeLens', document))
out(ask('textDocument/documentSymbol', document)[1].name)
END"""
        self.assertEqual(self.lines(script), ["9", "freeze_resistant_loop"])


if __name__ == "__main__":
    unittest.main()
