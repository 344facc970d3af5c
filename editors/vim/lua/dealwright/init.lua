-- The language server in Neovim 0.7 and later, without other plugins: one server for each project.
local M = {}

local servers = {}

-- The nearest folder with a project file, else the file's own.
local function root_of(path)
  local folder = vim.fn.fnamemodify(path, ':p:h')
  local file = vim.fn.findfile('dealwright.toml', folder .. ';')
  if file ~= '' then
    return vim.fn.fnamemodify(file, ':p:h')
  end
  return folder
end

local function show_page(report)
  if type(report) ~= 'table' or type(report.page) ~= 'string' then
    return
  end
  local lines = vim.split(report.page, '\n', { plain = true })
  local buffer = vim.api.nvim_create_buf(false, true)
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, lines)
  vim.api.nvim_buf_set_option(buffer, 'bufhidden', 'wipe')
  vim.api.nvim_buf_set_option(buffer, 'modifiable', false)
  vim.cmd('botright split')
  vim.api.nvim_win_set_buf(0, buffer)
  vim.cmd('resize ' .. math.min(#lines + 1, math.floor(vim.o.lines / 2)))
end

-- Runs one of the server's commands on the open deal: `require('dealwright').run('showPlan')`.
function M.run(command, deal, scenario)
  local arguments = { vim.uri_from_bufnr(0), deal or '' }
  if scenario then
    table.insert(arguments, scenario)
  end
  local params = { command = 'dealwright.' .. command, arguments = arguments }
  vim.lsp.buf_request(0, 'workspace/executeCommand', params, function(err, report)
    if err then
      vim.notify(err.message, vim.log.levels.ERROR)
      return
    end
    show_page(report)
  end)
end

function M.on_attach(_, buffer)
  vim.api.nvim_buf_set_option(buffer, 'omnifunc', 'v:lua.vim.lsp.omnifunc')
  local function map(keys, act, words)
    vim.keymap.set('n', keys, act, { buffer = buffer, desc = words })
  end
  map('K', vim.lsp.buf.hover, 'What is this?')
  map('gd', vim.lsp.buf.definition, 'Go to the definition')
  map('gr', vim.lsp.buf.references, 'All uses')
  map('<leader>rn', vim.lsp.buf.rename, 'Rename')
  map('<leader>ca', vim.lsp.buf.code_action, 'Fixes')
  map('<leader>dp', function() M.run('showPlan') end, 'Show the plan')
  map('<leader>dr', function() M.run('dryRun') end, 'Dry run')
end

function M.start()
  local path = vim.api.nvim_buf_get_name(0)
  local root = root_of(path)
  local program = vim.g.dealwright_path or 'dealwright'
  if vim.fn.executable(program) == 0 then
    return
  end
  if not servers[root] then
    local capabilities = vim.lsp.protocol.make_client_capabilities()
    servers[root] = vim.lsp.start_client({
      name = 'dealwright',
      cmd = { program, 'lsp' },
      root_dir = root,
      workspace_folders = { { uri = vim.uri_from_fname(root), name = root } },
      capabilities = capabilities,
      init_options = { showsPages = true },
      on_attach = M.on_attach,
      commands = {},
      on_exit = function()
        servers[root] = nil
      end,
    })
  end
  if servers[root] then
    vim.lsp.buf_attach_client(0, servers[root])
  end
end

for _, name in ipairs({ 'showPlan', 'dryRun', 'runScenario', 'showWorstPath', 'prove' }) do
  vim.lsp.commands['dealwright.' .. name] = function(command)
    local given = command.arguments or {}
    M.run(name, given[2], given[3])
  end
end

return M
