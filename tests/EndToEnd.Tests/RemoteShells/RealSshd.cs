using Entracte.EndToEnd.Tests.Harness;
using Entracte.EndToEnd.Tests.Hosts;

namespace Entracte.EndToEnd.Tests.RemoteShells;

/// <summary>sshd(8) on simulated hosts, with one key by which root may enter all of them.</summary>
/// <param name="shared">Keeps keys, configurations and what the daemons say.</param>
internal sealed class RealSshd(UserSession shared) : IDisposable
{
    private const string Daemon = """
        mount -t tmpfs none /run && mkdir /run/sshd && exec "$1" -D -e -f "$2"
        """;

    private readonly SortedDictionary<int, RunningProgram> daemons = [];

    /// <summary>The client's key.</summary>
    public string Key => MakeKey("key");

    /// <summary>Starts one, and waits until it listens at the host's address.</summary>
    /// <param name="number">Of the host.</param>
    /// <param name="onHost">Makes of a command one that runs on that host.</param>
    public void Start(int number, Func<string[], string[]> onHost)
    {
        var config = shared.PathOf($"sshd{number}.conf");
        File.WriteAllText(config, $"""
            ListenAddress {HostNetwork.AddressOf(number)}
            HostKey {MakeKey("host-key")}
            AuthorizedKeysFile {Key}.pub
            StrictModes no
            UsePAM no
            PidFile none
            AcceptEnv LANG LC_*

            """);
        var daemon = shared.StartUnknown("sshd", onHost(["unshare", "--mount", "sh", "-c", Daemon, "sh", InstalledProgram.Get("sshd"), config]));
        daemons.Add(number, daemon);
        Waiting.Until("the real sshd", () => daemon.Errors.Contains("Server listening", StringComparison.Ordinal), daemon.Explain);
    }

    /// <summary>The log of a host's.</summary>
    public string WhatIsSaidOn(int number) => daemons[number].Errors;

    /// <summary>They write their titles over their environment, by which a session knows its own: it could not end them.</summary>
    public void Dispose()
    {
        foreach (var daemon in daemons.Values)
            daemon.Kill();
    }

    private string MakeKey(string name)
    {
        var path = shared.PathOf(name);
        if (!File.Exists(path))
            Assert.Equal(0, shared.RunProgram(InstalledProgram.Get("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", path).ExitStatus);
        return path;
    }
}
