namespace Entracte.Coordinator;

/// <summary>What was asked was not done. The computation is as it was; <see cref="Failure"/> says why and what to do.</summary>
public sealed class EntracteException(Failure failure) : Exception(failure.ToString())
{
    public Failure Failure { get; } = failure;
}
