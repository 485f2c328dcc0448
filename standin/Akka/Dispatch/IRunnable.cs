namespace Akka.Dispatch;

/// <summary>What a dispatcher is given to run, a mailbox as a rule.</summary>
public interface IRunnable
{
    void Run();
}
