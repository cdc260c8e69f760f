using Hitl.Memory;
using Microsoft.Extensions.Options;

namespace Hitl.SemanticKernel;

[OptionsValidator]
internal sealed partial class RedisStoreOptionsValidator : IValidateOptions<RedisStoreOptions>;
