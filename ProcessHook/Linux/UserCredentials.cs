using System.Runtime.InteropServices;

namespace Entracte.ProcessHook.Linux;

/// <summary><c>struct ucred</c> of unix(7): as our own namespaces see the process and its user.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct UserCredentials(int Pid, uint UserId, uint GroupId)
{
    public const int LengthBytes = 12;
}
