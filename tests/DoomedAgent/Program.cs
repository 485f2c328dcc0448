// The node agent with all that it is made of, but that it dies by SIGKILL where it is told to: see Doom. A test has it started in the place of the usual one.
using Entracte.DoomedAgent;

return await Entracte.Node.Program.RunAsync(args, DoomedPorts.Around);
