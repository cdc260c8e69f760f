namespace Hitl.Memory;

/// <summary>A piece of work that belongs to this process for a while.</summary>
/// <param name="Partition">The partition that it is in.</param>
/// <param name="Name">Its name in the queue: a kind and what it is about.</param>
/// <param name="Token">What the lease was taken with.</param>
/// <param name="Taken">When it was taken, by the server's clock, in milliseconds.</param>
internal sealed record WorkLease(int Partition, string Name, string Token, long Taken)
{
    public string Kind => Name[..2];

    public string Subject => Name[2..];
}
