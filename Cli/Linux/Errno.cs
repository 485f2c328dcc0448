namespace Entracte.Cli.Linux;

/// <summary>errno(3), as far as the command tells them apart.</summary>
internal static class Errno
{
    public const int ENOENT = 2;
    public const int EINTR = 4;
    public const int EACCES = 13;
    public const int ENOTDIR = 20;
}
