namespace Hitl.Benchmarks.Judge;

/// <summary>The data that the command was given cannot be used; the message says which line and why.</summary>
internal sealed class DataException(string message) : Exception(message);
