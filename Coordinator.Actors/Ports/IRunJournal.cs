namespace Entracte.Coordinator.Ports;

/// <summary>Who runs, for whoever comes after this agent. What is not written down is found by nobody when the agent dies.</summary>
public interface IRunJournal
{
    /// <summary>To be called before the roots are let run; ends when it can be read.</summary>
    Task RecordAsync(ComputationStatus computation);
}
