/** tfjs's core registers no gradients by itself, and must be loaded before the file that does. */
import '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
