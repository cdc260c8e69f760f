using Microsoft.Extensions.AI;

namespace Hitl.Memory;

/// <summary>The tools with which a model searches and changes memory. Their names are those of Redis Agent Memory Server.</summary>
public static class MemoryTools
{
    /// <summary>Makes the tools for one scope. A model cannot choose another one.</summary>
    /// <param name="memory">The memory.</param>
    /// <param name="scope">Whose memory the tools are for.</param>
    /// <param name="threadId">The thread whose working memory the tools are for: 1 to 512 characters. Default: none, and there are no tools for it.</param>
    /// <returns>
    /// The tools. Each answers with JSON: <c>success</c>, and what was found or done, or what is wrong in <c>error</c>. The store being away and
    /// other failures that are not the model's are exceptions.
    /// </returns>
    /// <exception cref="ArgumentException">The thread's id is empty, too long or not valid Unicode.</exception>
    public static IReadOnlyList<AIFunction> Create(AgentMemory memory, MemoryScope scope, string? threadId = null)
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(scope);
        var longTerm = new LongTermTools(memory, scope, threadId);
        List<AIFunction> tools =
        [
            Tool("search_memory", longTerm.SearchAsync),
            Tool("eagerly_create_long_term_memory", longTerm.CreateAsync),
            Tool("get_long_term_memory", longTerm.GetAsync),
            Tool("edit_long_term_memory", longTerm.EditAsync),
            Tool("delete_long_term_memories", longTerm.DeleteAsync),
            Tool("get_current_datetime", longTerm.Now),
        ];
        if (threadId is not null)
        {
            var working = new WorkingMemoryTools(memory.Thread(threadId, scope));
            tools.Add(Tool("get_or_create_working_memory", working.GetAsync));
            tools.Add(Tool("lazily_create_long_term_memory", working.CreateAsync));
            tools.Add(Tool("update_working_memory_data", working.UpdateDataAsync));
        }

        return tools;
    }

    private static AIFunction Tool(string name, Delegate method) => AIFunctionFactory.Create(method, new AIFunctionFactoryOptions { Name = name, SerializerOptions = ToolJson.Options });
}
