#!/usr/bin/env bash
# What each critic brings: a few hundred steps from the same weights with the supervised loss alone, and with one critic after the other beside it.
# Usage: runs/ablation.sh CHECKPOINT [data pack] [steps]. Writes scratch/ablation/scores.json, for `export --ablations`.
source "$(dirname "$0")/environment.sh"
checkpoint=$1
data=${2:-../../shared/data}
steps=${3:-300}
out=scratch/ablation
common=(--cache cache --data "$data" --steps "$steps" --threads 1 --init "$checkpoint" --learning-rate 5e-4 --warmup 30 --ema 0.99 --seed 8
  --loss-weight-pesq 0.03 --loss-weight-stoi 0.3 --loss-weight-onset 0.03)

run() { # NAME STAGE OPTIONS...
  local name=$1 stage=$2
  shift 2
  $python -m limpid_training.train --out "$out/$name" --stage "$stage" "${common[@]}" "$@"
  OMP_NUM_THREADS=1 $python -m limpid_training.denoise_reference --checkpoint "$out/$name/$stage.safetensors" --noisy scratch/val/noisy --out "$out/$name/val" --every 8
}

run supervised gains
run adversarial adversarial --loss-weight-metric 0
run metric adversarial --loss-weight-metric 0.1
run rated rated --loss-weight-rating 0.07
OMP_NUM_THREADS=1 $python -m limpid_training.denoise_reference --checkpoint ../models/small/model.safetensors --noisy scratch/val/noisy --out $out/ships --every 8
OMP_NUM_THREADS=1 $python -m limpid_training.evaluate --clean scratch/val/clean --noisy scratch/val/noisy --every 8 --json $out/scores.json \
  --enhanced "supervised=$out/supervised/val" --enhanced "+ adversarial=$out/adversarial/val" --enhanced "+ adversarial + metric=$out/metric/val" --enhanced "+ rated=$out/rated/val" \
  --enhanced "what ships=$out/ships"
