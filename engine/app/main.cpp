// The program: hands its arguments to the command line and its answer to the shell.
#include "engine/app/command_line.hpp"

int main(int argc, char** argv) { return dealwright::app::run_command_line(argc, argv); }
