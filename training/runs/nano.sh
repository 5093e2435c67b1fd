#!/usr/bin/env bash
# How models/nano was made, from the cache that runs/small.sh makes: about twenty minutes of one core. Goes on where it was stopped.
source "$(dirname "$0")/environment.sh"
run=scratch/nano

$python -m limpid_training.train --cache cache --out $run --architecture nano --stage autoencoder --steps 300 --threads 1
$python -m limpid_training.train --cache cache --out $run --architecture nano --stage gains --steps 4000 --threads 1 --init $run/autoencoder.safetensors \
  --loss-weight-pesq 0.02 --loss-weight-stoi 0.3
$python -m limpid_training.export --checkpoint $run/gains.safetensors --out ../models/nano
