namespace Hitl.SemanticKernel;

/// <summary>A thread that a worker has taken.</summary>
/// <param name="Head">The key of its head, which names it in the set.</param>
/// <param name="Id">Its id.</param>
/// <param name="Partition">Its partition.</param>
/// <param name="Attempt">How often workers have tried since something was decided, this time included.</param>
/// <param name="HasCaller">Whether a call of another thread waits for it.</param>
internal sealed record ReadyThread(string Head, string Id, int Partition, int Attempt, bool HasCaller);
