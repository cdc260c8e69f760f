using Hitl.SemanticKernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.SemanticKernel.ChatCompletion;

namespace Microsoft.SemanticKernel;

/// <summary>Puts kernels under oversight.</summary>
public static class OversightKernelExtensions
{
    /// <summary>Registers the filters that hold function calls, before all others. The builder's services need <c>AddHitl().AddRedis(...)</c>. Adding them again changes nothing.</summary>
    /// <param name="builder">The builder of the kernel.</param>
    /// <returns>The same builder.</returns>
    public static IKernelBuilder AddOversight(this IKernelBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        AddFirst<IAutoFunctionInvocationFilter, AutoFunctionOversightFilter>(builder.Services);
        AddFirst<IFunctionInvocationFilter, FunctionOversightFilter>(builder.Services);
        return builder;
    }

    /// <summary>Puts a kernel that is built already under oversight. Doing it again changes nothing.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="services">Services with <c>AddHitl().AddRedis(...)</c>. Default: the kernel's own.</param>
    /// <returns>The same kernel.</returns>
    /// <exception cref="InvalidOperationException">The services have no oversight.</exception>
    public static Kernel AddOversight(this Kernel kernel, IServiceProvider? services = null)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        services ??= kernel.Services;
        if (!kernel.AutoFunctionInvocationFilters.OfType<AutoFunctionOversightFilter>().Any())
        {
            kernel.AutoFunctionInvocationFilters.Insert(0, Get<AutoFunctionOversightFilter>(services));
        }

        if (!kernel.FunctionInvocationFilters.OfType<FunctionOversightFilter>().Any())
        {
            kernel.FunctionInvocationFilters.Insert(0, Get<FunctionOversightFilter>(services));
        }

        return kernel;
    }

    /// <summary>Says which thread the calls made with this kernel belong to, for apps that call Semantic Kernel themselves.</summary>
    /// <param name="kernel">The kernel; use one for each conversation, or set the thread on the execution settings.</param>
    /// <param name="threadId">The thread's id: 1 to 512 characters.</param>
    /// <returns>The same kernel.</returns>
    /// <exception cref="ArgumentException">The id is empty, too long or not valid Unicode.</exception>
    public static Kernel UseThread(this Kernel kernel, string threadId)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        Hitl.Memory.Keyspace.Escape(threadId);
        kernel.Data[OversightThreads.Key] = threadId;
        return kernel;
    }

    /// <summary>Says which thread the calls made with these settings belong to, for apps that call Semantic Kernel themselves.</summary>
    /// <param name="settings">The execution settings; they take precedence over the kernel.</param>
    /// <param name="threadId">The thread's id: 1 to 512 characters.</param>
    /// <returns>The same settings.</returns>
    /// <exception cref="ArgumentException">The id is empty, too long or not valid Unicode.</exception>
    public static PromptExecutionSettings UseThread(this PromptExecutionSettings settings, string threadId)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Hitl.Memory.Keyspace.Escape(threadId);
        KernelValues.Set(OversightThreads.Key, settings, threadId);
        return settings;
    }

    /// <summary>Says for whom the agent acts in calls made with this kernel: rules of the policy, bounds and stops may be about a user.</summary>
    /// <param name="kernel">The kernel; use one for each conversation, or set the user on the execution settings.</param>
    /// <param name="userId">The user's id: 1 to 512 characters.</param>
    /// <returns>The same kernel.</returns>
    /// <exception cref="ArgumentException">The id is empty, too long or not valid Unicode.</exception>
    public static Kernel UseUser(this Kernel kernel, string userId)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        Hitl.Memory.Keyspace.Escape(userId);
        kernel.Data[OversightUsers.Key] = userId;
        return kernel;
    }

    /// <summary>Says for whom the agent acts in calls made with these settings: rules of the policy, bounds and stops may be about a user.</summary>
    /// <param name="settings">The execution settings; they take precedence over the kernel.</param>
    /// <param name="userId">The user's id: 1 to 512 characters.</param>
    /// <returns>The same settings.</returns>
    /// <exception cref="ArgumentException">The id is empty, too long or not valid Unicode.</exception>
    public static PromptExecutionSettings UseUser(this PromptExecutionSettings settings, string userId)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Hitl.Memory.Keyspace.Escape(userId);
        KernelValues.Set(OversightUsers.Key, settings, userId);
        return settings;
    }

    /// <summary>
    /// Says whether the last call that the app made through Semantic Kernel itself was stopped by a call that waits for people,
    /// and forgets it. Ask after each call: what Semantic Kernel returned for it is then a placeholder, no answer.
    /// </summary>
    /// <param name="kernel">The kernel that the call was made with.</param>
    /// <param name="threadId">The thread; give it when conversations share the kernel. Default: whichever stopped.</param>
    /// <returns>The turn with its reviews, or <see langword="null"/> when nothing waits.</returns>
    /// <exception cref="Hitl.Memory.HitlException">
    /// The call was stopped because oversight could not do its work, and no further function was run: the store did not answer, the thread
    /// is busy, waits or was taken over, the history contradicts the stored one (<see cref="HistoryConflictException"/>), or a person
    /// stopped it (<see cref="OversightStoppedException"/>).
    /// </exception>
    public static AgentTurn? TakePausedTurn(this Kernel kernel, string? threadId = null)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        var (turn, failure) = PausedTurns.Take(kernel, threadId);
        if (failure is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }

        return turn;
    }

    /// <summary>Removes from a chat history what Semantic Kernel put there as results of calls that wait, so that it agrees with the stored thread.</summary>
    /// <param name="history">The history that the app holds.</param>
    /// <param name="turn">The paused turn.</param>
    /// <returns>How many results were removed. Results of calls that did run are among them; the thread has those.</returns>
    public static int RemovePlaceholders(this ChatHistory history, AgentTurn turn)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(turn);
        var own = -1;
        for (var i = history.Count - 1; i >= 0 && own < 0; i--)
        {
            own = history[i].Items.OfType<FunctionCallContent>().Any(c => turn.Reviews.Any(r => IsFor(r.CallId, c.Id))) ? i : -1;
        }

        var removed = 0;
        for (var i = history.Count - 1; own >= 0 && i > own; i--)
        {
            removed += history[i].Items.OfType<FunctionResultContent>().Count();
            history.RemoveAt(i);
        }

        return removed;
    }

    /// <summary>Whether a call on record is a call of the model, made unique (<c>id~2</c>) or nested in it (<c>id/...</c>).</summary>
    private static bool IsFor(string callId, string? modelId)
    {
        var id = string.IsNullOrEmpty(modelId) ? "call" : modelId;
        return callId.StartsWith(id, StringComparison.Ordinal) && (callId.Length == id.Length || callId[id.Length] is '~' or '/');
    }

    // The outermost filter sees what the app's other filters make of a call, so that the record says what the model is told.
    private static void AddFirst<TFilter, T>(IServiceCollection services)
        where TFilter : class
        where T : class, TFilter
    {
        var count = services.Count;
        services.TryAddEnumerable(ServiceDescriptor.Singleton<TFilter, T>(Get<T>));
        if (services.Count > count)
        {
            var filter = services[count];
            services.RemoveAt(count);
            services.Insert(0, filter);
        }
    }

    private static T Get<T>(IServiceProvider services)
        where T : class =>
        services.GetService<T>() ?? throw new InvalidOperationException("The services have no oversight. Register it with services.AddHitl().AddRedis(\"localhost:6379\").");
}
