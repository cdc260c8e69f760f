using Microsoft.Extensions.AI;

namespace Hitl.Memory;

/// <summary>What the parts of memory have in common.</summary>
internal sealed class MemorySettings(RedisStore redis, MemoryOptions options, IChatClient? model, TimeProvider time)
{
    public RedisStore Redis { get; } = redis;

    public IChatClient? Model { get; } = model;

    public TimeProvider Time { get; } = time;

    public WorkingMemoryOptions Working { get; } = options.Working;

    public LongTermMemoryOptions LongTerm { get; } = options.LongTerm;

    public ExtractionOptions Extraction { get; } = options.Extraction;

    public TokenCounter Counter { get; } = new(options.Working.Tokenizer);

    public SummaryWindow Window { get; } = new(new(options.Working.Tokenizer), options.Working.Window);
}
