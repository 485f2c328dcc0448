using Mono.Unix.Native;

namespace Entracte.Coordinator;

/// <summary>
/// Has this process trust the authority of the keys and no other. The libraries below read whom to trust from the environment that the process began with
/// (SSL_CERT_FILE and SSL_CERT_DIR, see SSL_CTX_set_default_verify_paths(3)), so that it has to begin once more.
/// </summary>
public static class TrustedAuthority
{
    private const string FileVariable = "SSL_CERT_FILE";
    private const string DirectoryVariable = "SSL_CERT_DIR";

    public static void Require(ClusterKeys keys, string[] arguments)
    {
        if (Environment.GetEnvironmentVariable(FileVariable) == keys.Authority && Environment.GetEnvironmentVariable(DirectoryVariable) == keys.Trusted)
        {
            // What this agent starts has nothing to do with it.
            Environment.SetEnvironmentVariable(FileVariable, null);
            Environment.SetEnvironmentVariable(DirectoryVariable, null);
            return;
        }

        Environment.SetEnvironmentVariable(FileVariable, keys.Authority);
        Environment.SetEnvironmentVariable(DirectoryVariable, keys.Trusted);
        var program = Environment.ProcessPath ?? throw new IOException("/proc does not show this program's own path; is it mounted?");
        var host = Path.GetFileName(program) == "dotnet" ? new[] { program, Environment.GetCommandLineArgs()[0] } : [program];
        var environment = Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().Select(entry => $"{entry.Key}={entry.Value}").ToArray();
        // The end of an array that execve(2) reads is a null pointer, and nobody adds it.
        Syscall.execve(program, [.. host, .. arguments, null!], [.. environment, null!]);
        throw new IOException($"{program} could not be executed anew: {Stdlib.GetLastError()}");
    }
}
