namespace Entracte.ProcessHook.Injection;

/// <summary>How the server reads an argument; the numbers are those of <c>contract.h</c>.</summary>
public enum SyscallArgumentKind
{
    Literal = 0,
    Data = 1,
    Result = 2,
    Number = 3,
}
