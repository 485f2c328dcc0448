namespace Entracte.EndToEnd.Tests.Harness;

/// <summary>Names of collections of tests that are not run beside each other.</summary>
public static class Turns
{
    /// <summary>Their programs never rest, and two of them together leave the agents of both so little of two processors that these do not answer in time.</summary>
    public const string OfThoseThatNeverRest = "those that never rest";
}
