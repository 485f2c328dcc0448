using Mono.Unix.Native;

namespace Entracte.Coordinator;

/// <summary>
/// What <c>entracte keys</c> makes. A node needs <c>node.pfx</c>, its certificate with the private key, and <c>trusted/</c>, with the authority that signed it; whoever holds
/// <c>authority.key</c> can make further nodes, so that it stays at home.
/// </summary>
public sealed record ClusterKeys(string Path)
{
    public string AuthorityKey => System.IO.Path.Combine(Path, "authority.key");
    public string NodeKey => System.IO.Path.Combine(Path, "node.pfx");
    public string Trusted => System.IO.Path.Combine(Path, "trusted");
    public string Authority => System.IO.Path.Combine(Trusted, "authority.pem");

    /// <summary>One that can be used: complete, and nobody else's business.</summary>
    /// <exception cref="ClusterRefusedException">It is not.</exception>
    public static ClusterKeys At(string path)
    {
        var keys = new ClusterKeys(System.IO.Path.GetFullPath(path));
        foreach (var file in (string[])[keys.NodeKey, keys.Authority])
        {
            if (!File.Exists(file))
                throw new ClusterRefusedException($"{file} is missing; entracte keys DIR makes it, and every node needs the same.");
        }

        if (Syscall.lstat(keys.NodeKey, out var status) != 0 || status.st_uid != Syscall.geteuid())
            throw new ClusterRefusedException($"{keys.NodeKey} belongs to somebody else; it must be yours.");
        if ((File.GetUnixFileMode(keys.NodeKey) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) != 0)
            throw new ClusterRefusedException($"{keys.NodeKey} can be read by others; if nobody has: chmod 600 {keys.NodeKey}");
        return keys;
    }
}
